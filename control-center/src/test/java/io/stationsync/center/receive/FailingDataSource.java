package io.stationsync.center.receive;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A real database whose session is killed before it could commit a certain transaction. */
final class FailingDataSource extends DelegatingDataSource {
    private final AtomicInteger commits;

    /** @param commits how many succeed */
    FailingDataSource(DataSource real, int commits) {
        super(real);
        this.commits = new AtomicInteger(commits);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection real = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit") && commits.getAndDecrement() <= 0) {
                        try (Statement kill = real.createStatement()) {
                            kill.execute("ROLLBACK");
                        }
                        throw new SQLException("killed before the commit", "70100");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
