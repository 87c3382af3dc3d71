/** What a service needs before it can run, and how to say what is missing and which statement or setting supplies it. */
@NullMarked
package io.stationsync.setup;

import org.jspecify.annotations.NullMarked;
