/** MariaDB through JDBC: what tables look like, our own tables, and how values get in and out. */
@NullMarked
package io.stationsync.database;

import org.jspecify.annotations.NullMarked;
