package io.stationsync.boot;

import com.zaxxer.hikari.HikariDataSource;
import io.stationsync.database.RowValues;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Gives every connection of the pool the session that {@link RowValues} needs, and READ COMMITTED, so that rows that do
 * not exist are not locked. In code because correctness rests on it.
 */
public final class SessionSettings implements BeanPostProcessor {
    private static final long CONNECTION_PATIENCE_MS = 5_000;

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool) {
            pool.setConnectionInitSql(RowValues.SESSION);
            pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
            pool.setConnectionTimeout(CONNECTION_PATIENCE_MS);
            // The database may be away for a while: the gate at start-up decides about it, not the pool.
            pool.setInitializationFailTimeout(-1);
        }
        return bean;
    }
}
