package io.stationsync.setup;

/** Which end of the sync asks: a station and the center need different grants, tables and topics. */
public enum Role {
    STATION,
    CENTER
}
