package io.stationsync.center.quarantine;

/** Who wants something to become of a change, and why. */
public record Wanted(String user, String reason) {}
