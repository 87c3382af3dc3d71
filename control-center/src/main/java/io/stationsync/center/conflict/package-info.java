/** What both sides changed without knowing of each other, kept with both images, and what operators decide about it. */
@NullMarked
package io.stationsync.center.conflict;

import org.jspecify.annotations.NullMarked;
