/** The real MariaDB and Kafka servers of every test and of the demo: in containers, or as processes of this machine. */
@NullMarked
package io.stationsync.servers;

import org.jspecify.annotations.NullMarked;
