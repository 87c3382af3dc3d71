package io.stationsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the systemd units, with a command of the agent that ends by itself: its set-up is wrong, and it says so. */
class InstalledRunIT {
    private static final String SAID = "sync.station";

    @TempDir
    Path folder;

    private Path jar;
    private Path cache;

    /** In folders with blanks, because paths have them. */
    @BeforeEach
    void copyTheJar() throws IOException {
        jar = Files.createDirectories(folder.resolve("opt of mine")).resolve("local-agent.jar");
        Files.copy(Repository.jar("local-agent"), jar);
        cache = Files.createDirectories(folder.resolve("cache of mine"));
    }

    @Test
    void the_second_start_uses_the_archive_of_classes_that_the_first_has_made() throws Exception {
        assertThat(run("")).contains(SAID);
        stopped("success");

        assertThat(archive()).isNotEmptyFile();
        // With this option the JVM ends at once if it can't use the archive that it is told of.
        assertThat(run("-Xshare:on")).contains(SAID);
    }

    @Test
    void what_a_killed_process_has_written_is_thrown_away() throws Exception {
        run("");
        stopped("signal");

        assertThat(archive()).doesNotExist();
        assertThat(files()).noneMatch(file -> file.contains("classes.jsa"));
    }

    @Test
    void a_service_starts_though_its_archive_is_damaged_and_makes_another() throws Exception {
        run("");
        stopped("success");
        byte[] whole = Files.readAllBytes(archive());
        Files.delete(archive());
        // A JVM that maps this dies with SIGBUS.
        Files.write(archive(), Arrays.copyOf(whole, whole.length / 2));

        assertThat(run("")).contains(SAID);
        stopped("success");
        assertThat(run("-Xshare:on")).contains(SAID);
    }

    @Test
    void another_jar_is_unpacked_and_gets_another_archive() throws Exception {
        run("");
        stopped("success");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_700_000_000_000L));

        assertThat(run("")).contains(SAID);
        assertThat(archive()).doesNotExist();
        stopped("success");
        assertThat(archive()).isNotEmptyFile();
    }

    @Test
    void a_service_starts_without_a_cache() throws Exception {
        assertThat(execute(Map.of("JAVA_OPTS", "-Xmx64m"), List.of(jar.toString(), "doctor")))
                .contains(SAID);
        assertThat(execute(
                        Map.of(
                                "JAVA_OPTS",
                                "-Xmx64m",
                                "CACHE_DIRECTORY",
                                folder.resolve("missing").toString()),
                        List.of(jar.toString(), "doctor")))
                .contains(SAID);
    }

    private String run(String option) throws Exception {
        return execute(
                Map.of("CACHE_DIRECTORY", cache.toString(), "JAVA_OPTS", "-XX:+UseSerialGC -Xmx64m " + option),
                List.of(jar.toString(), "doctor"));
    }

    private void stopped(String result) throws Exception {
        execute(
                Map.of("CACHE_DIRECTORY", cache.toString(), "SERVICE_RESULT", result),
                List.of("--stopped", jar.toString()));
    }

    private String execute(Map<String, String> environment, List<String> words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Repository.file("deploy/systemd/stationsync-run").toString());
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SYNC_") || name.startsWith("SPRING_"));
        builder.environment()
                .put(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private Path archive() {
        return cache.resolve("local-agent").resolve("classes.jsa");
    }

    private List<String> files() throws IOException {
        try (var files = Files.walk(cache)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
