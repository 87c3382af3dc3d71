/** What the center tells over HTTP and lets operators do, behind a login. */
@NullMarked
package io.stationsync.center.api;

import org.jspecify.annotations.NullMarked;
