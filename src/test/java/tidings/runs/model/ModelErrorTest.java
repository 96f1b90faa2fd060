package tidings.runs.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelErrorTest {

  /**
   * The forms of OpenAI, Azure, vLLM, FastAPI, Gemini, DashScope, MiniMax, Qianfan and Cloudflare.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'error':{'message':'m','type':'t','param':'p','code':'c'}} | m | t | p | c",
        "{'error':{'message':'m','type':null,'param':null,'code':'429'}} | m | | | 429",
        "{'error':'m'} | m | | | ",
        "{'object':'error','message':'m','type':'T','param':null,'code':400} | m | T | | 400",
        "{'detail':'m'} | m | | | ",
        "[{'error':{'code':429,'message':'m','status':'EXHAUSTED'}}] | m | EXHAUSTED | | 429",
        "{'code':'InvalidApiKey','message':'m','request_id':'r'} | m | | | InvalidApiKey",
        "{'base_resp':{'status_code':1008,'status_msg':'m'}} | m | | | ",
        "{'error_code':17,'error_msg':'m'} | m | | | ",
        "{'success':false,'errors':[{'code':7003,'message':'m'}]} | m | | | 7003",
        "{'message':'m','type':'t'} | m | t | | ",
        "m | m | | | ",
      })
  void errorOfAnyFormIsRead(String body, String message, String type, String param, String code) {
    assertThat(ModelError.of(body.replace('\'', '"')))
        .isEqualTo(new ModelError(message, type, param, code));
  }

  @Test
  void wordsOfTheServerBehindARouterAreKept() {
    var body =
        """
        {"error":{"message":"Provider returned error","code":400,"metadata":{"provider_name":"D",
        "raw":"{\\"error\\":{\\"message\\":\\"Unknown field: stream_options\\"}}"}}}
        """;

    assertThat(ModelError.of(body).message())
        .isEqualTo("Provider returned error: Unknown field: stream_options");
  }
}
