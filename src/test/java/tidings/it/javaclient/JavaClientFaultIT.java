package tidings.it.javaclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.javaclient.app.EventLedger;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.KafkaCluster;
import tidings.it.support.LibertyServer;
import tidings.it.support.Measured;
import tidings.it.support.ReverseProxy;
import tidings.it.support.Tokens;

/**
 * Services on Spring Boot and on Liberty, behind a proxy that cuts what is idle, on a cluster of
 * which a node dies, one of them killed itself: the oracle of the cluster's test judges what they
 * received.
 */
@ResourceLock(KafkaCluster.LOCK)
@Order(3) // long, and much of it waits
class JavaClientFaultIT {

  private static final int EVENTS = Integer.getInteger("tidings.cluster.events", 1200) / 4;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final KafkaCluster cluster = KafkaCluster.get();

  /** Both nodes behind one address; a connection that is idle for 400 ms is cut. */
  private static ReverseProxy.Started proxy(LibertyServer one, LibertyServer two) {
    return ReverseProxy.HAPROXY.before(
        one,
        """
        backend tidings
          balance roundrobin
          option redispatch
          option http-no-delay
          timeout server 400ms
          default-server check inter 200ms fall 1 rise 1
          server one 127.0.0.1:9080
          server two 127.0.0.1:%d
        """
            .formatted(two.httpPort()));
  }

  @Test
  void servicesReceiveEachEventOnceAlthoughANodeDies() throws IOException {
    var one = cluster.one();
    var two = cluster.two();
    var token = Path.of("target/it/java-client.token").toAbsolutePath();
    Files.writeString(token, Tokens.dev(one, Claims.of("alice").inGroups("publisher")));
    var cursor = presentCursor(one);
    try (var proxy = proxy(one, two);
        var spring =
            ServiceProcess.spring("java-spring", work(proxy, token, cursor, "jcf.spring"));
        var liberty =
            ServiceProcess.liberty("java-liberty", work(proxy, token, cursor, "jcf.liberty"))) {
      awaitEvents(spring, EVENTS / 5);
      awaitEvents(liberty, EVENTS / 5);
      one.process().kill();
      awaitEvents(spring, EVENTS / 2);
      spring.restart();
      for (var service : List.of(spring, liberty)) {
        awaitEvents(service, 2 * EVENTS);
        awaitPublished(service);
        assertEachOnceAndInOrder(service, 2 * EVENTS);
        Measured.print("streams of a service", connections(service));
        assertThat(connections(service)).as("cut by the proxy").isGreaterThan(2);
      }
      assertPublishedTheRest(spring);
    }
  }

  /** Both services receive all events, whichever of them starts first. */
  private static String presentCursor(LibertyServer node) {
    var answer = Client.of(node, Claims.of("alice")).get("/api/events/poll?timeout=0");
    return Json.read(answer.body()).get("cursor").textValue();
  }

  private static ServiceProcess.Work work(
      ReverseProxy.Started proxy, Path token, String cursor, String type) {
    return new ServiceProcess.Work(proxy.url(), token, cursor, "jcf.**", type, EVENTS);
  }

  /** A service that publishes again under the same ids after it was killed publishes the rest. */
  private static void assertPublishedTheRest(ServiceProcess service) {
    int accepted =
        Pattern.compile("published " + EVENTS + ", accepted (\\d+)")
            .matcher(service.output())
            .results()
            .mapToInt(found -> Integer.parseInt(found.group(1)))
            .reduce((first, last) -> last)
            .orElseThrow();
    assertThat(accepted).isBetween(0, EVENTS - 1);
    Measured.print("accepted of " + EVENTS + " after the restart", accepted);
  }

  private static long connections(ServiceProcess service) {
    return service.lines("status").stream().filter(line -> line.name().equals("OPEN")).count();
  }

  private static void awaitEvents(ServiceProcess service, int count) {
    Awaitility.await(count + " events")
        .atMost(PATIENCE)
        .failFast("the service has ended; see target/it", () -> !service.isAlive())
        .until(() -> service.lines("event").size() >= count);
  }

  private static void awaitPublished(ServiceProcess service) {
    Awaitility.await("everything is published")
        .atMost(PATIENCE)
        .until(() -> service.output().contains("published " + EVENTS));
  }

  /** Each event once, in the order of its key; a missing one only with a gap. */
  private static void assertEachOnceAndInOrder(ServiceProcess service, int count) {
    var lines = service.lines("event");
    var twice = new ArrayList<EventLedger.Line>();
    var seen = new HashSet<String>();
    var last = new HashMap<String, Integer>();
    for (var line : lines) {
      if (!seen.add(line.name() + " " + line.text())) {
        twice.add(line);
      }
      int number = Integer.parseInt(line.text());
      var before = last.put(line.name(), number);
      assertThat(before == null || before < number).as(before + " before " + line).isTrue();
    }
    assertThat(twice).as("received twice").isEmpty();
    assertThat(new TreeSet<>(seen)).hasSize(count);
    assertThat(service.lines("gap")).isEmpty();
  }
}
