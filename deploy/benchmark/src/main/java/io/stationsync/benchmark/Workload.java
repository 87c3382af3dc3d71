package io.stationsync.benchmark;

import java.util.Iterator;

/**
 * Changes of {@code kafka_test} in the order of their transactions.
 *
 * @param rows how many change
 * @param transactions each as SQL statements
 * @param first a query that has a row when the first change has arrived
 * @param last likewise for the last
 */
record Workload(int rows, Iterator<String> transactions, String first, String last) {}
