package io.stationsync.boot;

/** The version of this service, as it is announced to the other end. */
public record ServiceVersion(String version) {}
