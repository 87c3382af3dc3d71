/** What both services tell over HTTP and let operators decide. */
@NullMarked
package io.stationsync.api;

import org.jspecify.annotations.NullMarked;
