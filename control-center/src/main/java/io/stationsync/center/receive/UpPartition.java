package io.stationsync.center.receive;

import io.stationsync.database.Progress;
import io.stationsync.engine.Deadline;
import io.stationsync.engine.EngineStatus;
import io.stationsync.engine.State;
import io.stationsync.model.Seq;
import io.stationsync.wire.TopicNames.UpTopic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One station's table as the receiver sees it: how far it is applied and how it is doing. Changed by the receiver's
 * thread; its status, lag and applied rows may be read by any.
 */
final class UpPartition {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Far longer than a broker takes to show all of a transaction. */
    private static final Duration SHAPE_PATIENCE = Duration.ofSeconds(30);

    private final UpTopic topic;
    private final TopicPartition partition;
    private final EngineStatus status;
    private final Clock clock;
    private Optional<Progress> progress = Optional.empty();
    private Duration pause = FIRST_PAUSE;
    private Deadline retry = Deadline.now();
    private boolean wasRefused;
    private Optional<LoadInquiry> inquiry = Optional.empty();
    private int mostRecords = Integer.MAX_VALUE;
    private @Nullable Deadline shape;
    private State own = State.STARTING;
    private volatile @Nullable String paused;
    private volatile long lagRows;
    private volatile Instant caughtUpAt;
    private volatile long appliedRows;

    UpPartition(UpTopic topic, TopicPartition partition, Clock clock) {
        this.topic = topic;
        this.partition = partition;
        this.clock = clock;
        this.status = new EngineStatus(partition.topic(), clock);
        this.caughtUpAt = clock.instant();
    }

    UpTopic topic() {
        return topic;
    }

    TopicPartition partition() {
        return partition;
    }

    EngineStatus status() {
        return status;
    }

    Optional<Progress> progress() {
        return progress;
    }

    void progress(Optional<Progress> stored) {
        progress = stored;
    }

    OptionalLong nextOffset() {
        return progress.isPresent() ? OptionalLong.of(progress.get().nextOffset()) : OptionalLong.empty();
    }

    Seq seq() {
        return progress.map(Progress::seq).orElse(Seq.NONE);
    }

    void applied(Progress to, int rows) {
        progress = Optional.of(to);
        pause = FIRST_PAUSE;
        mostRecords = mostRecords > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : mostRecords * 2;
        appliedRows += rows;
        become(State.RUNNING);
        status.detail("position", to.nextOffset());
    }

    /** What is being asked about the next batch, which is of a load. */
    Optional<LoadInquiry> inquiry() {
        return inquiry;
    }

    void inquiry(Optional<LoadInquiry> asked) {
        inquiry = asked;
    }

    /** The shape of the next record is known. */
    void shapeMet() {
        shape = null;
    }

    /** Whether the shape of the next record, which is not known, may still be told. */
    boolean mayShapeCome() {
        if (shape == null) {
            shape = Deadline.in(SHAPE_PATIENCE);
        }
        return !shape.hasPassed();
    }

    /** How many records to apply at once at the most. */
    int mostRecords() {
        return mostRecords;
    }

    /** So many would not go at once. Each batch that does go doubles it again. */
    void takeAtMost(int records) {
        mostRecords = records;
    }

    /** The master table is as the station's table needs it; nothing was applied. */
    void adopted() {
        pause = FIRST_PAUSE;
        become(State.RUNNING);
    }

    private void become(State state) {
        own = state;
        if (paused == null) {
            status.set(state);
        }
    }

    /**
     * An operator wants the table to stand still, or no longer.
     *
     * @param why empty: no longer
     * @return whether this is news
     */
    boolean paused(Optional<String> why) {
        boolean news = why.isPresent() != (paused != null);
        paused = why.orElse(null);
        if (news) {
            status.set(why.isPresent() ? State.PAUSED : own);
        }
        return news;
    }

    boolean isPaused() {
        return paused != null;
    }

    /** Since when, by whom and why; null if it is not paused. */
    @Nullable
    String whyPaused() {
        return paused;
    }

    /** Whether something has been applied, and nothing is missing. */
    boolean hasBegun() {
        return progress.isPresent() && own != State.RESYNC_NEEDED;
    }

    /** Whether the database has refused a row of the last batch. */
    boolean wasRefused() {
        return wasRefused;
    }

    void wasRefused(boolean refused) {
        wasRefused = refused;
    }

    /** Stands still for a while, longer each time in a row. @return whether this is news */
    boolean failed(State state, String error) {
        retry = Deadline.in(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        own = state;
        return status.set(paused == null ? state : State.PAUSED, error);
    }

    boolean isRetryDue() {
        return retry.hasPassed();
    }

    void lag(long rows) {
        lagRows = rows;
        if (rows == 0) {
            caughtUpAt = clock.instant();
        }
    }

    long lagRows() {
        return lagRows;
    }

    /** How old the oldest record may be that waits; zero if none does. */
    Duration lag() {
        return lagRows == 0 ? Duration.ZERO : Duration.between(caughtUpAt, clock.instant());
    }

    long appliedRows() {
        return appliedRows;
    }
}
