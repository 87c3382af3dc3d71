package io.stationsync.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A network link that a test can cut: listens on a loopback port of its own and forwards every connection to a target.
 * Begins open. Safe for use by several threads.
 */
public final class TcpProxy implements AutoCloseable {
    private final InetSocketAddress target;
    private final int port = FreePort.next();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final LongAdder bytes = new LongAdder();
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;
    private boolean frozen;
    private boolean closed;

    public TcpProxy(String targetHost, int targetPort) {
        this.target = new InetSocketAddress(targetHost, targetPort);
        restore();
    }

    /** Where clients connect: {@code 127.0.0.1:port}, the same for life. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public int targetPort() {
        return target.getPort();
    }

    /** How many bytes have passed so far, both ways together. */
    public long bytes() {
        return bytes.sum();
    }

    /** Closes all connections and refuses new ones, as if the other end were down. */
    public synchronized void cut() {
        closeListener();
        thaw();
        sockets.forEach(TcpProxy::closeQuietly);
        sockets.clear();
    }

    /** Lets nothing pass but keeps all connections, and accepts new ones: the silence of a broken route. */
    public synchronized void freeze() {
        frozen = true;
    }

    /** Accepts and forwards again, after {@link #cut()} or {@link #freeze()}; what was held back passes now. */
    public synchronized void restore() {
        thaw();
        if (listener != null || closed) {
            return;
        }
        try {
            ServerSocket opened = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            listener = opened;
            acceptor = run("accept", () -> acceptFrom(opened));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on " + address(), e);
        }
    }

    /** Cuts for good. */
    @Override
    public synchronized void close() {
        closed = true;
        cut();
    }

    private synchronized void thaw() {
        frozen = false;
        notifyAll();
    }

    private synchronized void awaitThaw() throws InterruptedException {
        while (frozen) {
            wait();
        }
    }

    /** The kernel lets the port go when the thread in {@code accept} has left it, so that is waited for. */
    private synchronized void closeListener() {
        if (listener == null || acceptor == null) {
            return;
        }
        closeQuietly(listener);
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listener = null;
    }

    /** Takes no lock: {@link #cut()} waits for it while holding one. */
    private void acceptFrom(ServerSocket opened) {
        try {
            while (true) {
                Socket client = opened.accept();
                run("to-target", () -> forward(opened, client));
            }
        } catch (IOException cut) {
            // The listener was closed; restore() opens another.
        }
    }

    private void forward(ServerSocket acceptedBy, Socket client) {
        Socket server = new Socket();
        try {
            server.connect(target, 5_000);
            // Otherwise what is small waits up to 40 ms for the acknowledgement of what was before it.
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            if (register(acceptedBy, client, server)) {
                run("to-client", () -> pump(server, client));
                pump(client, server);
                return;
            }
        } catch (IOException refused) {
            // The client sees its connection closed, as it would without a proxy.
        }
        closeQuietly(client);
        closeQuietly(server);
    }

    /** False if the link was cut since the connection was accepted. */
    private synchronized boolean register(ServerSocket acceptedBy, Socket client, Socket server) {
        return listener == acceptedBy && sockets.add(client) && sockets.add(server);
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                awaitThaw();
                out.write(buffer, 0, length);
                bytes.add(length);
            }
        } catch (IOException ended) {
            // One side went away or the link was cut: both sides are closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(from);
        end(to);
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        closeQuietly(socket);
    }

    private Thread run(String role, Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy-%d-%s".formatted(port, role));
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception alreadyBroken) {
            // Nothing is lost: it only had to be gone.
        }
    }
}
