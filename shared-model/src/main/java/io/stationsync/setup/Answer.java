package io.stationsync.setup;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;

/** What the brokers said to a request: a value or their refusal, one of which is null. */
record Answer<T>(@Nullable T value, @Nullable ApiException refusal) {

    static <T> Answer<T> of(KafkaFuture<T> future) throws InterruptedException {
        try {
            return new Answer<>(future.get(), null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiException refusal) {
                return new Answer<>(null, refusal);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    boolean isRefusedWith(Class<? extends ApiException> type) {
        return type.isInstance(refusal);
    }

    String refusalText() {
        return refusal == null ? "" : refusal.getClass().getSimpleName() + ": " + refusal.getMessage();
    }
}
