package io.stationsync.engine;

/** The text of an exception for an operator: its kind and message, then those of its causes. */
public final class Failures {
    private Failures() {}

    public static String text(Throwable failure) {
        StringBuilder text = new StringBuilder();
        String last = "";
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String message = t.getMessage() == null ? "" : t.getMessage();
            if (!message.isEmpty() && last.contains(message)) {
                continue;
            }
            text.append(text.isEmpty() ? "" : "; caused by ")
                    .append(t.getClass().getSimpleName());
            text.append(message.isEmpty() ? "" : ": " + message);
            last = message;
        }
        return text.toString();
    }
}
