package io.readside.benchmarks.axon5;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.benchmarks.database.Database;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.Map;
import org.axonframework.common.jpa.EntityManagerProvider;

/** Of the database with the events. */
final class JpaTransactions extends BoundTransactions<EntityManager> implements EntityManagerProvider, AutoCloseable {

    private static final int POOL = 24;

    static {
        System.setProperty("org.jboss.logging.provider", "slf4j"); // Hibernate would choose another
    }

    private final HikariDataSource pool;
    private final EntityManagerFactory factory;

    /** @param schema what Hibernate does about the tables: {@code none} or {@code create} */
    JpaTransactions(Database log, String schema) {
        pool = log.pool(POOL);
        factory = Persistence.createEntityManagerFactory(
                "axon5",
                Map.of(
                        "jakarta.persistence.nonJtaDataSource", pool,
                        "jakarta.persistence.schema-generation.database.action", schema,
                        "hibernate.dialect", ByteaDialect.class.getName()));
    }

    @Override
    EntityManager begin() {
        EntityManager manager = factory.createEntityManager();
        manager.getTransaction().begin();
        return manager;
    }

    @Override
    void commit(EntityManager manager) {
        try (manager) {
            manager.getTransaction().commit();
        }
    }

    @Override
    void rollback(EntityManager manager) {
        try (manager) {
            manager.getTransaction().rollback();
        }
    }

    /** Outside of a transaction one for a single look, which holds no connection afterwards. */
    @Override
    public EntityManager getEntityManager() {
        EntityManager bound = current();
        return bound == null ? factory.createEntityManager() : bound;
    }

    @Override
    public void close() {
        factory.close();
        pool.close();
    }
}
