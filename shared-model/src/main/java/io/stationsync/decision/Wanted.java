package io.stationsync.decision;

/** Who wants something to become of a change, and why. */
public record Wanted(String user, String reason) {}
