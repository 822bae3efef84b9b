package io.readside.benchmarks.contender;

import io.readside.testkit.orders.Orders;
import java.util.ServiceLoader;

/** All of them, by name; one that needs a newer Java comes as a service from a class path of its own. */
public final class Contenders {

    private Contenders() {}

    public static Contender named(String name) {
        return switch (name) {
            case "article-loop" -> HandMade.articleLoop();
            case "batched-loop" -> HandMade.batchedLoop();
            case "axon" -> new AxonContender();
            case "pekko" -> new PekkoContender();
            case "readside", "readside-fold" -> new ReadsideContender(name, Orders.ORDER_SUMMARY);
            case "readside-sql" -> new ReadsideContender(name, OrderSummarySql.PROJECTION);
            case "limit-read" -> new Limit.Read();
            case "limit-copy" -> new Limit.Copy();
            case "insert" -> new BareInsert();
            default ->
                ServiceLoader.load(Contender.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(contender -> contender.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("Nobody is called '" + name + "'."));
        };
    }
}
