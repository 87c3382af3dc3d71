/** What the center tells over HTTP, behind a login. */
@NullMarked
package io.stationsync.center.api;

import org.jspecify.annotations.NullMarked;
