package io.stationsync.demo;

/**
 * A table of the fleet.
 *
 * @param name the same at stations and center
 * @param stationDdl makes it at a station
 * @param masterDdl makes the master table; empty: the center does so when a station announces the table
 */
public record SyncedTable(String name, String stationDdl, String masterDdl) {

    /** The table of the documentation. */
    public static final SyncedTable KAFKA_TEST = new SyncedTable("kafka_test", """
            CREATE TABLE kafka_test (
              id bigint(20) NOT NULL AUTO_INCREMENT,
              text varchar(100) DEFAULT NULL,
              code varchar(100) NOT NULL,
              create_date datetime NOT NULL,
              modify_date datetime NOT NULL,
              PRIMARY KEY (id),
              UNIQUE KEY kafka_test2_UN (id, code)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8
            """, """
            CREATE TABLE kafka_test (
              master_id bigint(20) NOT NULL AUTO_INCREMENT,
              id bigint(20) DEFAULT NULL,
              text varchar(100) DEFAULT NULL,
              code varchar(100) NOT NULL,
              create_date datetime NOT NULL,
              modify_date datetime NOT NULL,
              PRIMARY KEY (master_id),
              UNIQUE KEY kafka_test2_UN (id, code)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8
            """);
}
