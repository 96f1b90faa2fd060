package tidings.runs.model.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNamesTest {

  /** The lists of OpenAI, Together, Ollama, LocalAI and a hand-written gateway. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'object':'list','data':[{'id':'a','object':'model'},{'id':'b'}]}",
        "[{'id':'a','type':'chat'},{'id':'b'}]",
        "{'models':[{'name':'a','model':'a'},{'name':'b'}]}",
        "{'data':['a','b','a']}",
        "{'data':[{'id':'a'},{'id':''},{'id':null},{},{'model':'b'}]}",
      })
  void namesAreReadFromAnyList(String answer) throws JsonProcessingException {
    assertThat(names(answer)).isEqualTo(List.of("a", "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'object':'list','data':null}", "{}", "null", "5"})
  void listWithoutModelsIsEmpty(String answer) throws JsonProcessingException {
    assertThat(names(answer)).isEmpty();
  }

  private static List<String> names(String answer) throws JsonProcessingException {
    return ModelNames.of(new JsonMapper().readTree(answer.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Retry-After; 2; 2000",
        "Retry-After; 1.5; 1500",
        "retry-after-ms; 250; 250",
        "Retry-After; Fri, 01 Jan 2027 00:00:05 GMT; 5000",
        "Retry-After; Thu, 31 Dec 2026 23:59:59 GMT; 0",
      })
  void timeThatIsAskedForIsReadFromTheHeader(String name, String value, long millis) {
    var headers = HttpHeaders.of(Map.of(name, List.of(value)), (_, _) -> true);
    assertThat(RetryAfter.of(headers, Instant.parse("2027-01-01T00:00:00Z")))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"error\":{\"code\":429,\"details\":[{\"@type\":\"RetryInfo\",\"retryDelay\":"
            + " \"34s\"}]}}; 34000",
        "{\"retryDelay\":\"0.5s\"}; 500",
        "{\"error\":{\"code\":429}}; ",
        "{\"retryDelay\":\"soon\"}; ",
      })
  void orFromTheDetailsOfTheError(String body, Long millis) {
    assertThat(RetryAfter.inBody(body))
        .isEqualTo(millis == null ? null : Duration.ofMillis(millis));
  }
}
