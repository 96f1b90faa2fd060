package tidings.ingress;

import java.util.List;

/**
 * The sources that are configured. None of them waits for another.
 *
 * @param required whether the node is ready only while each of them is in reach
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
