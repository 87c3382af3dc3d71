package io.stationsync.demo;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Prints the end of every service's log when a test has failed, before the next test adds to it. */
final class LogsOnFailure implements AfterTestExecutionCallback {
    private static final int SHOWN = 6_000;

    private final Supplier<Fleet> fleet;

    LogsOnFailure(Supplier<Fleet> fleet) {
        this.fleet = fleet;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            for (ServiceProcess service : fleet.get().services()) {
                String log = service.log();
                System.err.printf(
                        "%s: the log of %s ends:%n%s%n",
                        context.getDisplayName(), service, log.substring(Math.max(0, log.length() - SHOWN)));
            }
        }
    }
}
