/** How fast and how small the product is, beside what people use today, on servers that the benchmark starts itself. */
@NullMarked
package io.stationsync.benchmark;

import org.jspecify.annotations.NullMarked;
