package io.stationsync.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommitThreadTest {
    private final List<String> committed = new CopyOnWriteArrayList<>();

    private @Nullable Void commit(String batch) {
        committed.add(batch);
        return null;
    }

    @Test
    void returns_while_the_commit_is_under_way() throws Exception {
        CountDownLatch returned = new CountDownLatch(1);
        try (CommitThread commits = new CommitThread()) {
            commits.begin(() -> {
                returned.await();
                return commit("first");
            });
            returned.countDown();
            commits.await();
        }
        assertThat(committed).containsExactly("first");
    }

    @Test
    void batches_are_committed_one_after_the_other() throws Exception {
        CountDownLatch firstMayEnd = new CountDownLatch(1);
        try (CommitThread commits = new CommitThread()) {
            commits.begin(() -> {
                firstMayEnd.await();
                return commit("first");
            });
            Thread reader = new Thread(firstMayEnd::countDown);
            reader.start();
            commits.begin(() -> commit("second"));
            assertThat(committed).startsWith("first");
            reader.join();
        }
        assertThat(committed).containsExactly("first", "second");
    }

    @Test
    void nothing_is_committed_after_a_commit_that_has_failed() throws Exception {
        try (CommitThread commits = new CommitThread()) {
            commits.begin(() -> {
                throw new SQLException("refused");
            });
            assertThatThrownBy(() -> commits.begin(() -> commit("second")))
                    .isInstanceOf(SQLException.class)
                    .hasMessage("refused");
            assertThatThrownBy(() -> commits.begin(() -> commit("third"))).isInstanceOf(SQLException.class);
            assertThatThrownBy(commits::await).isInstanceOf(SQLException.class);
        }
        assertThat(committed).isEmpty();
    }

    @Test
    void closing_waits_for_the_commit_that_is_under_way() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CommitThread commits = new CommitThread();
        commits.begin(() -> {
            begun.countDown();
            mayEnd.await();
            return commit("last");
        });
        begun.await();
        Thread other = new Thread(mayEnd::countDown);
        other.start();
        commits.close();
        assertThat(committed).containsExactly("last");
        other.join();
    }
}
