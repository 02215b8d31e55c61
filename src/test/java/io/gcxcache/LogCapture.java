package io.gcxcache;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What is logged until it is closed, stack traces included. */
public final class LogCapture extends AbstractAppender implements AutoCloseable {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LogManager.getRootLogger();
    private final Map<String, LoggerConfig> before = new HashMap<>();

    private LogCapture() {
        super("capture", null, null, false, Property.EMPTY_ARRAY);
    }

    /** With all that some loggers say, down to traces, which goes nowhere else. */
    static LogCapture ofAll(String... loggers) {
        LogCapture capture = attach();
        Configuration configuration = capture.root.getContext().getConfiguration();
        for (String name : loggers) {
            capture.before.put(name, configuration.getLoggers().get(name));
            LoggerConfig all = new LoggerConfig(name, Level.ALL, false);
            all.addAppender(capture, Level.ALL, null);
            configuration.removeLogger(name);
            configuration.addLogger(name, all);
        }
        capture.root.getContext().updateLoggers();
        return capture;
    }

    public static LogCapture attach() {
        LogCapture capture = new LogCapture();
        capture.start();
        capture.root.addAppender(capture);
        return capture;
    }

    public Queue<String> lines() {
        return lines;
    }

    @Override
    public void append(LogEvent event) {
        StringBuilder line = new StringBuilder(event.getMessage().getFormattedMessage());
        for (Throwable cause = event.getThrown(); cause != null; cause = cause.getCause()) {
            line.append('\n').append(cause);
        }
        lines.add(line.toString());
    }

    @Override
    public void close() {
        Configuration configuration = root.getContext().getConfiguration();
        before.forEach((name, config) -> {
            configuration.removeLogger(name);
            if (config != null) {
                configuration.addLogger(name, config);
            }
        });
        root.getContext().updateLoggers();
        root.removeAppender(this);
        stop();
    }
}
