# The session of the official Ruby client: reads the brief, does its work, prints what it saw.
require 'elasticsearch'
require 'json'

BRIEF = JSON.parse($stdin.read)

def connect(credential, headers = {})
  options = { url: BRIEF['url'] }
  case credential['scheme']
  when 'basic' then options.merge!(user: credential['username'], password: credential['password'])
  when 'bearer' then headers = headers.merge('Authorization' => "Bearer #{credential['secret']}")
  when 'api_key' then options[:api_key] = credential['secret']
  end
  if options[:user]
    uri = URI(options.delete(:url))
    options[:host] = { scheme: uri.scheme, host: uri.host, port: uri.port, user: options.delete(:user), password: options.delete(:password) }
  end
  transport = { headers: headers }
  transport[:ssl] = { ca_file: BRIEF['ca'] } if BRIEF['ca']
  Elasticsearch::Client.new(**options, transport_options: transport)
end

def failure
  yield
rescue Elasticsearch::Transport::Transport::ServerError => e
  type = e.class.name.split('::').last
  { status: Elasticsearch::Transport::Transport::ERRORS.key(e.class), type: type }
end

def work(client, index)
  documents = BRIEF['documents']
  seen = { info: client.info['tagline'], created: client.indices.create(index: index)['acknowledged'] }
  operations = documents.flat_map { |document| [{ index: { _id: document['id'] } }, document] }
  loaded = client.bulk(index: index, refresh: true, body: operations)
  seen[:bulk] = { errors: loaded['errors'], items: loaded['items'].size }
  seen[:got] = client.get(index: index, id: documents.last['id'])['_source']['name']
  found = client.search(index: index, body: { query: { match: { name: 'heidelberg' } } })
  seen[:found] = found['hits']['hits'].map { |hit| hit['_source']['name'] }
  seen[:count] = client.count(index: index)['count']
  seen[:missing] = failure { client.get(index: index, id: 'nobody') }
  seen[:conflict] = failure { client.create(index: index, id: documents.first['id'], body: documents.first) }
  seen[:again] = failure { client.indices.create(index: index) }
  seen[:deleted] = client.indices.delete(index: index)['acknowledged']
  seen
end

def named(list)
  list.to_h { |each| [each['name'], yield(each)] }
end

seen = {
  credentials: named(BRIEF['credentials']) { |each| work(connect(each), "client-#{each['name']}") },
  refused: named(BRIEF['refused']) { |each| failure { connect(each).info } },
  powerless: failure { connect(BRIEF['powerless']).indices.create(index: 'client-powerless') },
  secondary: named(BRIEF['secondary']) do |each|
    failure do
      headers = { 'es-secondary-authorization' => each['header'] }
      connect(BRIEF['credentials'].first, headers).perform_request('GET', '_security/_authenticate').body['username']
    end
  end
}
puts JSON.generate(seen)
