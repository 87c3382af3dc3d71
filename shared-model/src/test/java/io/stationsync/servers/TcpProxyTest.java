package io.stationsync.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private final ServerSocket target = listen();
    private final TcpProxy proxy = new TcpProxy("127.0.0.1", target.getLocalPort());

    @BeforeEach
    void echo() {
        Thread echo = new Thread(() -> {
            while (!target.isClosed()) {
                try (Socket socket = target.accept()) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                } catch (IOException ended) {
                    // the next one
                }
            }
        });
        echo.setDaemon(true);
        echo.start();
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        target.close();
    }

    @Test
    void passesBytesBothWays() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoed(client, 42)).isEqualTo(42);
        }
    }

    @Test
    void countsTheBytesOfBothWays() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoed(client, 42)).isEqualTo(42);
        }

        assertThat(proxy.bytes()).isBetween(1L, 2L);
    }

    @Test
    void cutEndsConnectionsAndRefusesNewOnes() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);

            proxy.cut();

            assertThat(endOf(client)).isTrue();
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        }
    }

    @Test
    void restoreServesTheSamePortAgain() throws IOException {
        String address = proxy.address();
        proxy.cut();

        proxy.restore();

        assertThat(proxy.address()).isEqualTo(address);
        try (Socket client = connect()) {
            assertThat(echoed(client, 7)).isEqualTo(7);
        }
    }

    @Test
    void freezeHoldsBackWhatRestoreLetsPass() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);
            proxy.freeze();
            client.setSoTimeout(100);
            assertThatThrownBy(() -> echoed(client, 2)).isInstanceOf(SocketTimeoutException.class);

            proxy.restore();

            client.setSoTimeout(5_000);
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static int echoed(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read();
    }

    private static boolean endOf(Socket client) {
        try {
            client.setSoTimeout(5_000);
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
