package io.readside.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A JDBC object that lets a test see what comes back from some of its methods. */
final class Intercepted {

    private Intercepted() {}

    interface Seen {
        Object returned(Object[] arguments, Object result);
    }

    /** @param methods how their names begin */
    static <T> T calls(Class<T> type, T target, String methods, Seen seen) {
        return type.cast(Proxy.newProxyInstance(
                Intercepted.class.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> {
                    try {
                        Object result = called.invoke(target, arguments);
                        return called.getName().startsWith(methods) ? seen.returned(arguments, result) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
