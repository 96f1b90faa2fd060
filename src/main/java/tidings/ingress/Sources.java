package tidings.ingress;

import java.util.List;

/** The sources that are configured. None of them waits for another. */
public record Sources(List<Source> all) {

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
