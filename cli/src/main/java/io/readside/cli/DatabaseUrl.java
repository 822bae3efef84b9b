package io.readside.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is. Reads {@code postgresql://user:password@host:port/database?…} as libpq does, and the same with
 * {@code jdbc:} before it.
 *
 * @param hosts at least one; an IPv6 address without its brackets
 * @param ports one for each host
 * @param database null: named as the user
 * @param parameters all others, as pgjdbc names them
 */
record DatabaseUrl(
        List<String> hosts,
        List<Integer> ports,
        @Nullable String database,
        @Nullable String user,
        @Nullable String password,
        Map<String, String> parameters) {

    private static final int DEFAULT_PORT = 5432;
    private static final String EXAMPLE = "postgresql://user:password@host:5432/database";

    /** libpq's names of what pgjdbc calls otherwise. */
    private static final Map<String, String> JDBC_NAMES = Map.of(
            "connect_timeout", "connectTimeout",
            "application_name", "ApplicationName",
            "target_session_attrs", "targetServerType",
            "keepalives", "tcpKeepAlive");

    /** @throws IllegalArgumentException if it is none; the message shows nothing of it, for it may hold a password */
    static DatabaseUrl parse(String url) {
        String rest = url.strip();
        boolean jdbc = rest.startsWith("jdbc:");
        rest = jdbc ? rest.substring("jdbc:".length()) : rest;
        int start = rest.indexOf("://");
        String scheme = start < 0 ? "" : rest.substring(0, start);
        if (!scheme.equals("postgresql") && !scheme.equals("postgres")) {
            throw new IllegalArgumentException("is not a URL like " + EXAMPLE + " or jdbc:" + EXAMPLE);
        }
        rest = rest.substring(start + 3);
        int question = rest.indexOf('?');
        Map<String, String> parameters =
                question < 0 ? new LinkedHashMap<>() : parameters(rest.substring(question + 1), jdbc);
        rest = question < 0 ? rest : rest.substring(0, question);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "" : rest.substring(slash + 1);
        int at = authority.lastIndexOf('@');
        String login = at < 0 ? "" : authority.substring(0, at);
        int colon = login.indexOf(':');
        Hosts hosts = hosts(authority.substring(at + 1));
        String user = decode(colon < 0 ? login : login.substring(0, colon), false);
        String password = colon < 0 ? null : decode(login.substring(colon + 1), false);
        String userParameter = parameters.remove("user");
        String passwordParameter = parameters.remove("password");
        return new DatabaseUrl(
                hosts.names,
                hosts.ports,
                path.isEmpty() ? null : decode(path, jdbc),
                userParameter != null ? userParameter : user.isEmpty() ? null : user,
                passwordParameter != null ? passwordParameter : password,
                Map.copyOf(parameters));
    }

    private record Hosts(List<String> names, List<Integer> ports) {}

    private static Hosts hosts(String text) {
        Hosts hosts = new Hosts(new ArrayList<>(), new ArrayList<>());
        for (String host : text.split(",", -1)) {
            int bracket = host.indexOf(']');
            if (host.startsWith("[") != bracket > 0) {
                throw new IllegalArgumentException("has an IPv6 address without its [ ]");
            }
            int colon = host.indexOf(':', Math.max(bracket, 0));
            String name = colon < 0 ? host : host.substring(0, colon);
            name = bracket > 0 ? name.substring(1, bracket) : name;
            hosts.names.add(name.isEmpty() ? "localhost" : decode(name, false));
            hosts.ports.add(colon < 0 || colon == host.length() - 1 ? DEFAULT_PORT : port(host.substring(colon + 1)));
        }
        return hosts;
    }

    private static int port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("has no port from 1 to 65535 after the host; a password with one of"
                    + " : / ? # [ ] @ % in it takes %-escapes");
        }
        return port;
    }

    private static Map<String, String> parameters(String query, boolean jdbc) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String name = decode(pair.substring(0, equals), jdbc);
                parameters.put(JDBC_NAMES.getOrDefault(name, name), decode(pair.substring(equals + 1), jdbc));
            } else if (!pair.isEmpty()) {
                throw new IllegalArgumentException("has a parameter without '='");
            }
        }
        return parameters;
    }

    /** @param plusIsSpace as pgjdbc has it; for libpq a plus is a plus */
    private static String decode(String text, boolean plusIsSpace) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
                int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException("has a % without two hexadecimal digits after it");
                }
                decoded.put((byte) (high * 16 + low));
                i += 2;
            } else {
                decoded.put(plusIsSpace && bytes[i] == '+' ? (byte) ' ' : bytes[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("has %-escapes that are not UTF-8", e);
        }
    }

    /** {@code host:port}, an IPv6 address in brackets, several with commas. */
    String place() {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            String host = hosts.get(i);
            places.add((host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + ports.get(i));
        }
        return String.join(",", places);
    }

    /** Without user, password and parameters, so that it may be printed. */
    @Override
    public String toString() {
        return "postgresql://" + place() + "/" + (database == null ? "" : database);
    }
}
