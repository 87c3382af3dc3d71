package io.stationsync.center.api;

import io.stationsync.center.conflict.ConflictDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The center's API on a real database, and an operator's {@code curl}. */
final class RunningApi implements AutoCloseable {
    static final String JSON = "application/json";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final URI base;

    /** What came back. */
    record Answer(int status, String type, JsonNode body) {
        String detail() {
            return body.path("detail").asString("");
        }
    }

    private RunningApi(ConfigurableApplicationContext context) {
        this.context = context;
        this.base = URI.create("http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    static RunningApi start(ConflictDatabase database) {
        return new RunningApi(new SpringApplicationBuilder(ApiOnDatabaseConfiguration.class)
                .web(WebApplicationType.SERVLET)
                .run(
                        "--server.port=0",
                        "--spring.flyway.enabled=false",
                        "--management.endpoint.health.validate-group-membership=false",
                        "--spring.security.user.name=anna",
                        "--spring.security.user.password=a password",
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=root",
                        "--spring.datasource.password=" + database.password()));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path));
    }

    HttpRequest.Builder loggedIn(String path) {
        String login = Base64.getEncoder().encodeToString("anna:a password".getBytes(StandardCharsets.UTF_8));
        return request(path).header("Authorization", "Basic " + login);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("content-type").orElse(""),
                    response.body().isEmpty()
                            ? JsonMapper.shared().createObjectNode()
                            : JsonMapper.shared().readTree(response.body()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer get(String path) {
        return send(loggedIn(path));
    }

    Answer post(String path, String body) {
        return send(loggedIn(path).header("Content-Type", JSON).POST(BodyPublishers.ofString(body)));
    }

    @Override
    public void close() {
        context.close();
    }
}
