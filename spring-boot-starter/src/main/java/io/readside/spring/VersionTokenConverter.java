package io.readside.spring;

import io.readside.event.VersionToken;
import org.springframework.core.convert.converter.Converter;

/** Reads a request parameter such as {@code ?after=481523}; what is no token fails the conversion, which answers 400. */
final class VersionTokenConverter implements Converter<String, VersionToken> {

    @Override
    public VersionToken convert(String text) {
        return VersionToken.parse(text);
    }
}
