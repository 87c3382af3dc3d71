package io.stationsync.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** A process's name among all that ever ran: host, pid, and a random part. */
public record SenderInstance(String name) {

    public static SenderInstance ofThisProcess() {
        return new SenderInstance("%s/%d/%08x"
                .formatted(
                        host(),
                        ProcessHandle.current().pid(),
                        ThreadLocalRandom.current().nextInt()));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
