package it.tidings;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A server out of an image, in place of the one that the tests bring: {@code mvn verify
 * -Pcontainers}. It listens at the same port inside and outside, and sees {@code target} where it
 * is, so that whatever names a port or a file means the same in both ways.
 */
final class Container implements Running {

  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private final GenericContainer<?> container;

  private Container(GenericContainer<?> container) {
    this.container = container;
  }

  /** Whether servers are to come out of images. */
  static boolean isWanted() {
    return Boolean.getBoolean("tidings.containers");
  }

  /** Starts one; the test is skipped where there is no engine that could. */
  static Container start(
      String image, List<Integer> ports, Map<String, String> environment, List<String> command) {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      var why = "Skipped: -Pcontainers wants " + image + ", and no container engine answers here";
      System.out.println(why); // of a whole class that is skipped the report says nothing
      Assumptions.abort(why);
    }
    var container = new GenericContainer<>(DockerImageName.parse(image));
    container.setPortBindings(ports.stream().map(port -> port + ":" + port).toList());
    container.withExposedPorts(ports.toArray(Integer[]::new));
    container.withEnv(environment);
    container.withFileSystemBind(TARGET.toString(), TARGET.toString(), BindMode.READ_WRITE);
    container.withCommand(command.toArray(String[]::new));
    container.start();
    return new Container(container);
  }

  @Override
  public boolean isAlive() {
    return container.isRunning();
  }

  @Override
  public void kill() {
    try {
      container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    } catch (ConflictException | NotFoundException e) {
      // It has ended by itself: that is all that was wanted.
      assert !container.isRunning();
    }
    container.stop(); // and takes it away
  }
}
