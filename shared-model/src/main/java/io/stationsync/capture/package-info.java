/** The binlog of a MariaDB server as transactions of row changes. */
@NullMarked
package io.stationsync.capture;

import org.jspecify.annotations.NullMarked;
