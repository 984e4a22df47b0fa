// The session of the official Go client: reads the brief, does its work, prints what it saw.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"

	"github.com/elastic/go-elasticsearch/v9"
	"github.com/elastic/go-elasticsearch/v9/typedapi/types"
	"github.com/elastic/go-elasticsearch/v9/typedapi/types/enums/refresh"
)

type document struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Country string `json:"country"`
}

type credential struct {
	Name, Scheme, Username, Password, Secret string
}

type second struct {
	Name, Header string
}

type brief struct {
	URL         string
	CA          string
	Documents   []document
	Credentials []credential
	Refused     []credential
	Powerless   credential
	Secondary   []second
}

type seen = map[string]any

func main() {
	var task brief
	if err := json.NewDecoder(os.Stdin).Decode(&task); err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(task.play()); err != nil {
		log.Fatal(err)
	}
}

func (b brief) play() seen {
	credentials, refused, secondary := seen{}, seen{}, seen{}
	for _, each := range b.Credentials {
		credentials[each.Name] = b.work(b.connect(each, nil), "client-"+each.Name)
	}
	for _, each := range b.Refused {
		info, err := b.connect(each, nil).Info().Do(context.Background())
		refused[each.Name] = outcome(info, err)
	}
	for _, each := range b.Secondary {
		secondary[each.Name] = b.secondary(each.Header)
	}
	created, err := b.connect(b.Powerless, nil).Indices.Create("client-powerless").Do(context.Background())
	return seen{
		"credentials": credentials,
		"refused":     refused,
		"powerless":   outcome(created, err),
		"secondary":   secondary,
	}
}

func (b brief) connect(as credential, header http.Header) *elasticsearch.TypedClient {
	options := elasticsearch.Config{Addresses: []string{b.URL}, Header: header}
	switch as.Scheme {
	case "basic":
		options.Username, options.Password = as.Username, as.Password
	case "api_key":
		options.APIKey = as.Secret
	case "bearer":
		options.ServiceToken = as.Secret
	}
	if b.CA != "" {
		options.CACert = must(os.ReadFile(b.CA))
	}
	return must(elasticsearch.NewTypedClient(options))
}

func (b brief) work(client *elasticsearch.TypedClient, index string) seen {
	ctx := context.Background()
	first, last := b.Documents[0], b.Documents[len(b.Documents)-1]
	result := seen{
		"info":    must(client.Info().Do(ctx)).Tagline,
		"created": must(client.Indices.Create(index).Do(ctx)).Acknowledged,
		"bulk":    b.load(client, index),
	}

	var got document
	must(0, json.Unmarshal(must(client.Get(index, last.ID).Do(ctx)).Source_, &got))
	result["got"] = got.Name
	query := &types.Query{Match: map[string]types.MatchQuery{"name": {Query: "heidelberg"}}}
	names := []string{}
	for _, hit := range must(client.Search().Index(index).Query(query).Do(ctx)).Hits.Hits {
		var found document
		must(0, json.Unmarshal(hit.Source_, &found))
		names = append(names, found.Name)
	}
	result["found"] = names
	result["count"] = must(client.Count().Index(index).Do(ctx)).Count

	// A missing document is no error for this client: a missing index is.
	missing, err := client.Search().Index("client-nowhere").Do(ctx)
	result["missing"] = outcome(missing, err)
	conflict, err := client.Create(index, first.ID).Request(first).Do(ctx)
	result["conflict"] = outcome(conflict, err)
	again, err := client.Indices.Create(index).Do(ctx)
	result["again"] = outcome(again, err)
	result["deleted"] = must(client.Indices.Delete(index).Do(ctx)).Acknowledged
	return result
}

func (b brief) load(client *elasticsearch.TypedClient, index string) seen {
	bulk := client.Bulk().Index(index).Refresh(refresh.True)
	for _, each := range b.Documents {
		must(0, bulk.IndexOp(types.IndexOperation{Id_: &each.ID}, each))
	}
	loaded := must(bulk.Do(context.Background()))
	return seen{"errors": loaded.Errors, "items": len(loaded.Items)}
}

func (b brief) secondary(header string) any {
	client := b.connect(b.Credentials[0], http.Header{"Es-Secondary-Authorization": []string{header}})
	user, err := client.Security.Authenticate().Do(context.Background())
	if err != nil {
		return outcome(nil, err)
	}
	return user.Username
}

// What a call that should be refused came to.
func outcome(response any, err error) any {
	var refusal *types.ElasticsearchError
	if errors.As(err, &refusal) {
		return seen{"status": refusal.Status, "type": refusal.ErrorCause.Type}
	}
	must(0, err)
	return response
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Panic(err)
	}
	return value
}
