package io.stationsync.api;

/** A request that can't be answered. The message is for the one who asks: {@code size: 0 (expected: 1..500)}. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    private ApiException(int status, String message) {
        super(message);
        this.status = status;
    }

    public static ApiException badRequest(String message) {
        return new ApiException(400, message);
    }

    public static ApiException notFound(String message) {
        return new ApiException(404, message);
    }

    /** Of HTTP. */
    int status() {
        return status;
    }
}
