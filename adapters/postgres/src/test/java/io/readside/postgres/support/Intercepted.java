package io.readside.postgres.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Stands in front of a part and does some of its calls otherwise. */
public final class Intercepted {

    private Intercepted() {}

    /** A call on its way to the real part. */
    public interface Call {

        Object run() throws Throwable;
    }

    /** Decides what becomes of a call. */
    public interface Handler {

        /** @param arguments may be changed before the call is run */
        Object handle(Method method, Object[] arguments, Call call) throws Throwable;
    }

    public static <T> T around(Class<T> type, T real, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                Intercepted.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Object[] arguments = given == null ? new Object[0] : given;
                    return handler.handle(method, arguments, () -> invoke(real, method, arguments));
                }));
    }

    private static Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
