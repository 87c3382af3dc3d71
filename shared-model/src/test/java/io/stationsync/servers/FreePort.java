package io.stationsync.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds TCP ports that nothing listens on.
 *
 * <p>Taken at random below 32768, where Linux starts to choose ports for outgoing connections: a server that is down for a
 * moment does not lose its port to a client. Never given twice by one JVM. Another process may still be faster between
 * the answer and its use.
 */
public final class FreePort {
    private static final int FIRST = 15_000;
    private static final int END = 32_768;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /**
     * A port that is free now.
     *
     * @throws IllegalStateException if a thousand attempts find none
     */
    public static int next() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (GIVEN.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free TCP port between %d and %d".formatted(FIRST, END));
    }

    /** Bound on every address: a wildcard listener elsewhere counts as taken. */
    private static boolean isFree(int port) {
        try (ServerSocket everywhere = new ServerSocket(port);
                ServerSocket loopback = new ServerSocket()) {
            everywhere.close();
            loopback.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
