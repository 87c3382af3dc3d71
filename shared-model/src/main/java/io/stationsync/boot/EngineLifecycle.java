package io.stationsync.boot;

import io.stationsync.engine.Engine;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/** Starts the engines when the application is ready for them and ends them, last first, before anything they use. */
public final class EngineLifecycle implements SmartLifecycle {
    private final List<Engine> engines;
    private volatile boolean running;

    public EngineLifecycle(List<Engine> engines) {
        this.engines = List.copyOf(engines);
    }

    @Override
    public void start() {
        running = true;
        engines.forEach(Engine::start);
    }

    @Override
    public void stop() {
        for (int i = engines.size() - 1; i >= 0; i--) {
            engines.get(i).close();
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
