package io.stationsync.capture;

/** How the connection to the server is protected. */
public enum Tls {
    /** Plain TCP. */
    OFF,
    /** Encrypted, without looking at the server's certificate. */
    TRUST,
    /** Encrypted; the certificate must be trusted by the JVM and name the host. */
    VERIFY
}
