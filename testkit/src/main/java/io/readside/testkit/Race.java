package io.readside.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The same work by several at once, begun when all of them are ready. */
final class Race {

    private Race() {}

    interface Work<T> {
        T of(int racer) throws Exception;
    }

    /** @return what each has come to, in the order of the racers */
    static <T> List<T> of(int racers, Work<T> work) throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(racers);
        try {
            CountDownLatch ready = new CountDownLatch(racers);
            List<Callable<T>> tasks = IntStream.range(0, racers)
                    .<Callable<T>>mapToObj(racer -> () -> {
                        ready.countDown();
                        ready.await();
                        return work.of(racer);
                    })
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}
