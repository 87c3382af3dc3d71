/** A whole fleet on one machine: real servers, and the product's jars as processes of their own. */
@NullMarked
package io.stationsync.demo;

import org.jspecify.annotations.NullMarked;
