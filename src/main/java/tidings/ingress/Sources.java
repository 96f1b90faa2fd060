package tidings.ingress;

import java.util.List;

/**
 * The configured sources. None of them waits for another.
 *
 * @param required whether the node is ready only while each source is reachable
 */
public record Sources(List<Source> all, boolean required) {

  public Sources {
    all = List.copyOf(all);
  }

  public void start() {
    all.forEach(Source::start);
  }

  public void close() {
    all.forEach(Source::close);
  }
}
