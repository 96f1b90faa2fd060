package tidings.codec;

import java.util.function.Supplier;

/**
 * What an ingress fills in where an input is silent, and how much it takes.
 *
 * @param source the {@code source} of events that name none
 * @param id the {@code id} of plain JSON that has none; where several nodes read the same input it
 *     must give the same id on each
 * @param maxDataBytes largest data of one event, in bytes of UTF-8
 */
public record Ingress(String source, Supplier<String> id, int maxDataBytes) {}
