package io.stationsync.api;

import io.stationsync.database.SqlFailures;
import io.stationsync.decision.DecisionRefusedException;
import io.stationsync.engine.EngineException;
import java.sql.SQLException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Says what is wrong with a request as RFC 9457 has it, {@code application/problem+json}. */
@RestControllerAdvice
class ProblemController extends ResponseEntityExceptionHandler {

    @ExceptionHandler
    ProblemDetail invalid(ApiException e) {
        return problem(HttpStatus.valueOf(e.status()), String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail refused(DecisionRefusedException e) {
        HttpStatus status =
                switch (e.kind()) {
                    case UNKNOWN -> HttpStatus.NOT_FOUND;
                    case INVALID -> HttpStatus.BAD_REQUEST;
                    case OVERTAKEN -> HttpStatus.CONFLICT;
                    case REFUSED_BY_DATABASE -> HttpStatus.UNPROCESSABLE_CONTENT;
                    case BUSY -> HttpStatus.SERVICE_UNAVAILABLE;
                };
        return problem(status, String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail standsStill(EngineException e) {
        return problem(HttpStatus.CONFLICT, String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail database(SQLException e) {
        return problem(
                HttpStatus.SERVICE_UNAVAILABLE, "the database does not answer: %s".formatted(SqlFailures.describe(e)));
    }

    @ExceptionHandler
    ProblemDetail database(DataAccessException e) {
        return e.getMostSpecificCause() instanceof SQLException cause
                ? database(cause)
                : problem(HttpStatus.SERVICE_UNAVAILABLE, "the database does not answer");
    }

    private static ProblemDetail problem(HttpStatus status, String detail) {
        return ProblemDetail.forStatusAndDetail(status, detail);
    }
}
