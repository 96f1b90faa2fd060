package tidings.it.support;

import java.net.http.HttpHeaders;

/** A complete answer. */
public record Answer(int status, HttpHeaders headers, String body) {

  /** The first header of this name; empty if there is none. */
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }
}
