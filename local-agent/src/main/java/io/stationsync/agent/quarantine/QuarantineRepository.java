package io.stationsync.agent.quarantine;

import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/** The table {@code stationsync.sync_quarantine}. */
interface QuarantineRepository extends Repository<QuarantinedChange, Long> {

    /** Stores the change unless it is there already. */
    @Modifying
    @Query("""
            INSERT IGNORE INTO stationsync.sync_quarantine
                   (station, table_name, row_key, op, payload, reason, gtid, row_no)
            VALUES (:station, :table, :key, :op, :payload, :reason, :gtid, :row)
            """)
    int store(
            @Param("station") String station,
            @Param("table") String table,
            @Param("key") String key,
            @Param("op") String op,
            @Param("payload") String payload,
            @Param("reason") String reason,
            @Param("gtid") String gtid,
            @Param("row") long row);

    long count();
}
