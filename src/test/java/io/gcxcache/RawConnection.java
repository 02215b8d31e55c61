package io.gcxcache;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;

/** What a client's socket carries, a character a byte; one that is closed after a reply is opened again for the next request. */
final class RawConnection implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)\r\n");
    private static final Pattern BODILESS = Pattern.compile("HTTP/1\\.1 (?:1\\d\\d|204|304) .*", Pattern.DOTALL);
    private static final int PATIENCE_MILLIS = 30_000;

    private final SocketFactory sockets;
    private final int port;
    private Socket socket;
    private InputStream in;

    RawConnection(SocketFactory sockets, int port) {
        this.sockets = sockets;
        this.port = port;
    }

    private OutputStream out() throws IOException {
        if (socket == null) {
            socket = sockets.createSocket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        }
        return socket.getOutputStream();
    }

    /** @param most how many bytes are written at once */
    void send(String bytes, int most) throws IOException {
        byte[] all = bytes.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < all.length; from += most) {
            out().write(all, from, Math.min(most, all.length - from));
            out().flush();
        }
    }

    /**
     * The next reply, as it came; behind one after which the connection ends, what came until then.
     *
     * @param method of the request
     */
    String reply(String method) throws IOException {
        String head = head();
        String folded = head.toLowerCase(Locale.ROOT);
        if (folded.startsWith("http/1.1 1")) {
            return head + reply(method);
        }
        String body = "";
        Matcher length = LENGTH.matcher(folded);
        boolean ends = folded.startsWith("http/1.0") && !folded.contains("\r\nconnection: keep-alive\r\n")
                || folded.contains("\r\nconnection: close\r\n");
        if (method.equals("HEAD") || BODILESS.matcher(head).matches()) {
            body = "";
        } else if (length.find()) {
            body = text(in.readNBytes(Integer.parseInt(length.group(1))));
        } else if (folded.contains("\r\ntransfer-encoding: chunked\r\n")) {
            body = chunks();
        }
        if (ends) {
            body += text(in.readAllBytes());
            close();
        }
        return head + body;
    }

    /** Whether the last reply left it open. */
    boolean isOpen() {
        return socket != null;
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.equals("\r\n"); line = line()) {
            head.append(line);
        }
        return head.append("\r\n").toString();
    }

    private String chunks() throws IOException {
        StringBuilder chunks = new StringBuilder();
        int size = -1;
        while (size != 0) {
            String line = line();
            size = Integer.parseInt(line.strip(), 16);
            chunks.append(line).append(text(in.readNBytes(size))).append(line());
        }
        return chunks.toString();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = 0;
        while (next != '\n') {
            next = in.read();
            if (next < 0) {
                throw new IOException("The connection ended behind: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
